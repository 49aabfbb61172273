// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IAssetHolder} from "./IAssetHolder.sol";
import {IDeadMansSwitchAccount} from "./IDeadMansSwitchAccount.sol";
import {ILifeSource} from "./ILifeSource.sol";
import {Asset, AssetKind} from "./IWalletTypes.sol";

/// @title AccountAssets
/// @notice What an account receives, and what it lets go once the plan executor says so.
abstract contract AccountAssets is ERC721Holder, ERC1155Holder, IDeadMansSwitchAccount {
    /// @inheritdoc IDeadMansSwitchAccount
    address public immutable EXECUTOR;

    /// @notice Fixes who can have assets released.
    /// @param executor The plan executor.
    constructor(address executor) {
        EXECUTOR = executor;
    }

    /// @inheritdoc IAssetHolder
    /// @dev Not an act of anybody's: whatever is called so only learns that it is to transfer.
    function release(address account, Asset calldata asset, address to, uint256 amount) external {
        // Check
        if (msg.sender != EXECUTOR) revert HolderUnauthorized(msg.sender);
        if (account != address(this)) revert HolderRefused(account, asset.token);

        // Interaction
        if (asset.kind == AssetKind.NATIVE) Address.sendValue(payable(to), amount);
        else if (asset.kind == AssetKind.ERC20) SafeERC20.safeTransfer(IERC20(asset.token), to, amount);
        else if (asset.kind == AssetKind.ERC721) IERC721(asset.token).safeTransferFrom(account, to, asset.id);
        else IERC1155(asset.token).safeTransferFrom(account, to, asset.id, amount, "");
    }

    /// @inheritdoc ERC1155Holder
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(ILifeSource).interfaceId ||
            interfaceId == type(IAssetHolder).interfaceId ||
            super.supportsInterface(interfaceId);
    }
}
