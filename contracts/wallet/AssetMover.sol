// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IAssetHolder} from "./IAssetHolder.sol";
import {IPlanExecutor} from "./IPlanExecutor.sol";
import {Asset, AssetKind} from "./IWalletTypes.sol";

/// @title AssetMover
/// @notice What an account has of an asset, and the attempt to move it. Neither the asset nor a receiver that it calls can do more than refuse: each call has a limit of gas,
/// and of what it answers no more is read than is used.
library AssetMover {
    /// What an asset is given for a transfer. Those in use take a quarter of it, a Safe's module included; and an asset of 32 recipients who all use it up to refuse still fits
    /// into a transaction (2^24).
    uint256 private constant MOVE_GAS = 400_000;
    /// With this much, a call is given `MOVE_GAS`: a 64th stays behind, and what the call itself costs.
    uint256 private constant ENOUGH = MOVE_GAS + MOVE_GAS / 32;
    /// What an asset is given to say something.
    uint256 private constant READ_GAS = 100_000;
    /// How much of a reason is kept.
    uint256 private constant MOST_REASON = 256;

    /// @notice What an account holds of an asset, and how much of that can be moved.
    /// @param holder What moves it; zero for the approvals that the account gave to this contract.
    /// @return readable Whether the asset says so at all.
    function available(
        Asset memory asset,
        address account,
        address holder
    ) internal view returns (bool readable, uint256 held, uint256 movable) {
        if (asset.kind == AssetKind.NATIVE) return (true, account.balance, holder == address(0) ? 0 : account.balance);
        address token = asset.token;
        if (asset.kind == AssetKind.ERC20) (readable, held) = _read(token, abi.encodeCall(IERC20.balanceOf, (account)));
        else if (asset.kind == AssetKind.ERC1155) {
            (readable, held) = _read(token, abi.encodeCall(IERC1155.balanceOf, (account, asset.id)));
        } else {
            (readable, held) = _read(token, abi.encodeCall(IERC721.ownerOf, (asset.id)));
            // Of one that is gone (burnt) the collection says nothing.
            held = readable && held == uint160(account) ? 1 : 0;
        }
        movable = held;
        if (holder == address(0) && held != 0) {
            uint256 approved = _approved(asset, account);
            if (approved < held) movable = approved;
        }
    }

    /// How much of an asset this contract may move by the account's approvals.
    function _approved(Asset memory asset, address account) private view returns (uint256 approved) {
        address token = asset.token;
        if (asset.kind == AssetKind.ERC20) {
            (, approved) = _read(token, abi.encodeCall(IERC20.allowance, (account, address(this))));
            return approved;
        }
        (, uint256 forAll) = _read(token, abi.encodeCall(IERC721.isApprovedForAll, (account, address(this))));
        if (forAll == 1) return type(uint256).max;
        if (asset.kind == AssetKind.ERC1155) return 0;
        (, uint256 spender) = _read(token, abi.encodeCall(IERC721.getApproved, (asset.id)));
        return spender == uint160(address(this)) ? 1 : 0;
    }

    /// @notice Moves an amount of an asset, or says that the asset, the account or the receiver refused. Reverts if the gas is too little to know.
    function tryMove(
        Asset memory asset,
        address account,
        address holder,
        address to,
        uint256 amount
    ) internal returns (bool moved, bytes memory reason) {
        bytes memory order;
        address target = holder == address(0) ? asset.token : holder;
        if (holder != address(0)) order = abi.encodeCall(IAssetHolder.release, (account, asset, to, amount));
        else if (asset.kind == AssetKind.ERC20) order = abi.encodeCall(IERC20.transferFrom, (account, to, amount));
        else if (asset.kind == AssetKind.ERC721) {
            order = abi.encodeWithSignature("safeTransferFrom(address,address,uint256)", account, to, asset.id);
        } else order = abi.encodeCall(IERC1155.safeTransferFrom, (account, to, asset.id, amount, ""));

        if (gasleft() < ENOUGH) revert IPlanExecutor.ExecutorOutOfGas();
        bool called;
        (called, reason) = _call(target, order);
        // Some fungible tokens answer nothing. Where there is no code, nothing has moved.
        bool answers = holder == address(0) && asset.kind == AssetKind.ERC20 && reason.length != 0;
        moved =
            called &&
            target.code.length != 0 &&
            (!answers || (reason.length >= 32 && uint256(bytes32(reason)) == 1));
    }

    function _call(address target, bytes memory order) private returns (bool called, bytes memory answer) {
        answer = new bytes(MOST_REASON);
        assembly ("memory-safe") {
            called := call(MOVE_GAS, target, 0, add(order, 0x20), mload(order), add(answer, 0x20), MOST_REASON)
            let size := returndatasize()
            if lt(size, MOST_REASON) {
                mstore(answer, size)
            }
        }
    }

    /// One word that a contract answers.
    function _read(address target, bytes memory question) private view returns (bool answered, uint256 word) {
        assembly ("memory-safe") {
            mstore(0, 0)
            answered := staticcall(READ_GAS, target, add(question, 0x20), mload(question), 0, 0x20)
            answered := and(answered, gt(returndatasize(), 0x1f))
            if answered {
                word := mload(0)
            }
        }
    }
}
